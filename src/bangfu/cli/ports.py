"""Ports as a user types them."""

import argparse


def port_number(text: str) -> int:
    """A TCP port. Errors: ``ArgumentTypeError`` when it is none."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"端口应当是 1 到 65535 的整数，不能是 {text}")
    return int(text)
