"""Programs of others that read our audit pack; a step of `.ci/run` installs them and fails without them."""

PROGRAMS = ("bean-check", "bean-query", "hledger")
