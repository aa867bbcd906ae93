"""What is said to whoever runs the site, and to nobody else."""

import pytest
from django.test import Client

from tests.cast import cast  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_machine_itself_reads_figures_without_any_record():
    text = Client().get("/metrics").content.decode()
    assert 'bangfu_info{version="' in text
    assert "bangfu_outbox_waiting 0.0" in text


@pytest.mark.parametrize("more", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_elsewhere_the_figures_do_not_exist(more):
    assert Client().get("/metrics", **more).status_code == 404


def test_the_administrator_reads_them_from_anywhere(cast):  # noqa: F811
    assert cast["administrator"].client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert cast["bureau"].client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_security_txt_names_a_contact_and_an_end(settings):
    settings.SECURITY_CONTACT = "mailto:safe@example.org"
    text = Client().get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:safe@example.org" in text and "Expires: " in text
