"""Local servers that stand in for providers of messages: they check what they are asked as the provider's documentation says.

Each can be told to fail in the ways that real ones fail; see :data:`tests.providers.faults.FAULTS`.
"""
