"""A thing with two joins: its place and its kind."""

from django.db import models


class Place(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Kind(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Thing(models.Model):
    title = models.CharField(max_length=60)
    text = models.TextField()
    amount = models.IntegerField()
    place = models.ForeignKey(Place, on_delete=models.CASCADE)
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return self.title
