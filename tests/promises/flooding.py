"""A program of its own: tries to sign in again and again, at a fixed rate, from many addresses of the loopback net.

``python flooding.py PORT RATE SECONDS`` prints one JSON line: how many tries were answered, and how, by status.
"""

import http.client
import json
import re
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

ADDRESSES, LOGINS, THREADS = 40, 60, 12


def token_of(connection: http.client.HTTPConnection) -> tuple[str, str]:
    """The cookie and the form's token of the page that asks for a password."""
    connection.request("GET", "/accounts/login/")
    answer = connection.getresponse()
    page = answer.read().decode()
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return "; ".join(cookies), re.search(r'csrfmiddlewaretoken" value="(\w+)"', page).group(1)


def flood(port: int, rate: float, until: float, turn: int, seen: Counter) -> None:
    """Tries of one thread: one of many addresses each, hundreds of passwords for dozens of accounts."""
    began, number = time.monotonic(), 0
    source = f"127.0.{1 + turn}.{2 + turn % ADDRESSES}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    cookie, token = token_of(connection)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    while time.monotonic() < until:
        due = began + number * THREADS / rate
        time.sleep(max(0.0, due - time.monotonic()))
        number += 1
        form = {"login": f"victim{(turn * 7 + number) % LOGINS}", "password": f"guess-{turn}-{number}"}
        try:
            connection.request("POST", "/accounts/login/", urlencode(form | {"csrfmiddlewaretoken": token}), headers)
            answer = connection.getresponse()
            answer.read()
            seen[answer.status] += 1
        except (OSError, http.client.HTTPException) as problem:
            seen[type(problem).__name__] += 1
            connection.close()


def main(port: int, rate: float, seconds: float) -> None:
    """Floods and says what came of it."""
    seen: Counter = Counter()
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=flood, args=(port, rate, until, turn, seen)) for turn in range(THREADS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
