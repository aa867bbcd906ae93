"""The audit pack: the books as plain files that bean-check, hledger, a spreadsheet and one small program read without us.

``reading`` streams the rows of one moment; ``plain`` says them as journals, ``origins`` finds whose money a payment was,
``tables`` and ``vouchers`` write the rest, ``manifest`` seals it, ``pack`` puts it all into a folder, whole or not at all.
"""
