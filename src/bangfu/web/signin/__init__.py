"""Signing in: our answers to django-allauth, weak passwords, the second factor, the demo's door. Accounts stand in `people`."""
