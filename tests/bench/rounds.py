"""Contenders in turn: whatever else the machine does falls on all of them alike."""

import statistics


def alternate(rounds, contenders):
    """Calls each of `contenders` (name: function giving a Sample) once a round, every other round backwards. Gives the
    samples by name."""
    samples = {name: [] for name in contenders}
    for number in range(rounds):
        names = list(contenders)
        for name in names if number % 2 == 0 else reversed(names):
            samples[name].append(contenders[name]())
    return samples


def median(samples, member="seconds"):
    return statistics.median(getattr(sample, member) for sample in samples)


def median_fact(samples, name):
    return statistics.median(sample.facts[name] for sample in samples)


def ratio(samples, references, member="seconds"):
    """The median over the rounds of sample / reference of the same round: both met the same machine."""
    return statistics.median(
        getattr(mine, member) / max(getattr(other, member), 1e-9)
        for mine, other in zip(samples, references, strict=True)
    )
