"""The gradient of all masks of a ResNet-20 in PyTorch: the peer of MaskGradient.

Usage: gradient.py BATCH THREADS convolution|pad

Batch norm is folded into the convolutions, the shortcuts that change the shape are 1x1 convolutions
or slices with zero channels. Every mask is [BATCH, channels, 1, 1]. Says "torch VERSION", then reads
numbers of steps, a line each, and answers every step with its seconds.
"""

import sys
import time

import torch
import torch.nn.functional as F

batch, threads, shortcuts = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(threads)
torch.manual_seed(1)
masks = []


def weights(outputs, inputs, kernel):
    scale = (2 / (inputs * kernel * kernel)) ** 0.5
    return torch.randn(outputs, inputs, kernel, kernel) * scale, torch.zeros(outputs)


def mask(channels):
    masks.append(torch.ones(batch, channels, 1, 1, requires_grad=True))
    return masks[-1]


class Block:
    def __init__(self, inputs, outputs, stride):
        self.stride, self.outputs, self.inputs = stride, outputs, inputs
        self.first, self.second = weights(outputs, inputs, 3), weights(outputs, outputs, 3)
        self.inner, self.summed = mask(outputs), mask(outputs)
        self.resizes = stride != 1 or inputs != outputs
        if self.resizes and shortcuts == "convolution":
            self.shortcut, self.straight = weights(outputs, inputs, 1), mask(outputs)

    def __call__(self, x):
        y = F.relu(F.conv2d(x, *self.first, stride=self.stride, padding=1)) * self.inner
        y = F.conv2d(y, *self.second, padding=1) * self.summed
        if self.resizes and shortcuts == "convolution":
            x = F.conv2d(x, *self.shortcut, stride=self.stride) * self.straight
        elif self.resizes:
            more = self.outputs - self.inputs
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, more // 2, more - more // 2))
        return F.relu(x + y)


stem, stem_mask = weights(16, 3, 3), mask(16)
blocks = [
    Block(16 if stage == 0 and block == 0 else 16 << (stage - (block == 0 and stage > 0)), 16 << stage,
          2 if stage > 0 and block == 0 else 1)
    for stage in range(3) for block in range(3)
]
head = torch.randn(10, 64) / 8
images = torch.randn(batch, 3, 32, 32)
labels = torch.arange(batch) % 10


def step():
    x = F.relu(F.conv2d(images, *stem, padding=1)) * stem_mask
    for block in blocks:
        x = block(x)
    loss = F.cross_entropy(F.linear(x.mean((2, 3)), head), labels)
    return torch.autograd.grad(loss, masks)


print("torch", torch.__version__, flush=True)
for line in sys.stdin:
    for _ in range(int(line)):
        began = time.perf_counter()
        step()
        print(time.perf_counter() - began, flush=True)
