#!/usr/bin/env python3
"""Records what PyTorch's optimisers do, for OptimiserGoldenTest.

    python3 engine/src/test/pytorch/optimisers.py > engine/src/test/resources/io/lucy/engine/train/optimisers.json

Needs torch (Debian: python3-torch). The numbers in the repository were made with torch 1.13.
"""
import json

import torch

STEPS = 12


def gradients():
    """Numbers that any language can make: no random generator."""
    return [[((7 * step + 3 * i + 1) % 11 - 5) / 4 for i in range(6)] for step in range(STEPS)]


def run(make):
    values = torch.tensor([0.5, -1.0, 2.0, 0.0, -0.25, 3.0], requires_grad=True)
    optimiser = make([values])
    for step, gradient in enumerate(gradients()):
        for group in optimiser.param_groups:
            group["lr"] = 0.01 * (step + 1)
        values.grad = torch.tensor(gradient)
        optimiser.step()
    return values.tolist()


print(
    json.dumps(
        {
            "gradients": gradients(),
            "adam": run(lambda p: torch.optim.Adam(p, lr=1)),
            "adam_decay": run(lambda p: torch.optim.AdamW(p, lr=1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
            "sgd": run(lambda p: torch.optim.SGD(p, lr=1)),
            "sgd_momentum": run(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9)),
            "sgd_nesterov": run(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9, nesterov=True)),
        },
        indent=1,
    )
)
