"""The values at the bottom of the house: frozen, comparable, of the standard library only.

Promise: a value that exists is valid.  Building one from text either succeeds exactly or raises `InvalidValue`, whose
text is a Chinese sentence that can stand beside a cell of a sheet or a field of a form.  Nothing here reads a clock, a
file or a database, so every floor above may use it.
"""

from bangfu.values.copying import is_copied
from bangfu.values.credit_codes import CreditCode
from bangfu.values.folding import fold, fold_key, has_invisible, tidy
from bangfu.values.identity import IdentityNumber
from bangfu.values.money import Money
from bangfu.values.numbers import PublicNumber, is_opaque_id, opaque_id
from bangfu.values.periods import SHANGHAI, Period, Quarter, parse_day, shanghai_day
from bangfu.values.places import GeoPoint
from bangfu.values.quantities import Quantity
from bangfu.values.refusal import InvalidValue, Refusal
from bangfu.values.regions import RegionCode, RegionLevel

__all__ = [
    "SHANGHAI",
    "CreditCode",
    "GeoPoint",
    "IdentityNumber",
    "InvalidValue",
    "Money",
    "Period",
    "PublicNumber",
    "Quantity",
    "Quarter",
    "Refusal",
    "RegionCode",
    "RegionLevel",
    "fold",
    "fold_key",
    "has_invisible",
    "is_copied",
    "is_opaque_id",
    "opaque_id",
    "parse_day",
    "shanghai_day",
    "tidy",
]
