"""Signed payment notices of WeChat Pay and Alipay: verified by our own code, kept once, doubts for a person.

A notice is read in this order: the raw bytes and their signature, then the moment, then the fields, then our own order. What is
verified is kept as a `PaymentEvent` and booked by the caller in the same transaction; what is not, or does not fit, becomes a
`PaymentDoubt`. Nothing here holds or moves money, and nothing is switched on unless a charity configures its own account.
"""
