"""Records gradients of small networks as PyTorch computes them.

Writes, for each network, NAME.onnx, NAME.txt (one line per tensor: name, then extents) and NAME.f32
(the tensors of those lines, little-endian float32, one after the other). The first tensor is the
image batch, the second the seed: the gradient of the logits that all further gradients start from.

    python3 record_gradients.py ../resources/gradients      (PyTorch 1.13, Debian: python3-torch)
"""

import pathlib
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES = 5


def conv_bn(inputs, outputs, kernel, stride=1, groups=1):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    """A basic block; its shortcut is a 1x1 convolution or, without parameters, Slice and Pad."""

    def __init__(self, inputs, outputs, stride, with_conv):
        super().__init__()
        self.first = conv_bn(inputs, outputs, 3, stride)
        self.second = conv_bn(outputs, outputs, 3)
        self.grown = outputs - inputs
        self.shortcut = conv_bn(inputs, outputs, 1, stride) if with_conv and self.grown else None

    def forward(self, x):
        y = self.second(F.relu(self.first(x)))
        if self.shortcut is not None:
            x = self.shortcut(x)
        elif self.grown:
            half = self.grown // 2
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, half, half))
        return F.relu(y + x)


def resnet(with_conv):
    blocks = [Residual(8, 8, 1, with_conv), Residual(8, 16, 2, with_conv)]
    return nn.Sequential(
        conv_bn(3, 8, 3), nn.ReLU(), *blocks, Residual(16, 16, 1, with_conv),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, CLASSES))


class DenseLayer(nn.Module):
    def __init__(self, inputs, growth):
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm2d(inputs), nn.ReLU(), nn.Conv2d(inputs, 2 * growth, 1, bias=False),
            nn.BatchNorm2d(2 * growth), nn.ReLU(),
            nn.Conv2d(2 * growth, growth, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.layers(x)], 1)


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.layers = nn.Sequential(
            conv_bn(inputs, hidden, 1), nn.ReLU6(),
            conv_bn(hidden, hidden, 3, stride, hidden), nn.ReLU6(),
            conv_bn(hidden, outputs, 1))
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


class Fire(nn.Module):
    def __init__(self, inputs, squeezed, expanded):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeezed, 1)
        self.left = nn.Conv2d(squeezed, expanded, 1)
        self.right = nn.Conv2d(squeezed, expanded, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.left(x)), F.relu(self.right(x))], 1)


def networks():
    yield "lenet", (1, 20, 20), nn.Sequential(
        nn.Conv2d(1, 4, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(4, 8, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(32, 12), nn.Tanh(), nn.Linear(12, CLASSES), nn.LogSoftmax(1))
    yield "vgg", (3, 16, 16), nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        nn.Flatten(), nn.Linear(256, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, CLASSES))
    yield "resnet-conv", (3, 16, 16), resnet(True)
    yield "resnet-pad", (3, 16, 16), resnet(False)
    yield "densenet", (3, 16, 16), nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False), DenseLayer(8, 4), DenseLayer(12, 4),
        nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 8, 1, bias=False), nn.AvgPool2d(2),
        DenseLayer(8, 4), nn.BatchNorm2d(12), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, CLASSES))
    yield "mobilenet", (3, 16, 16), nn.Sequential(
        conv_bn(3, 8, 3, 2), nn.ReLU6(), InvertedResidual(8, 8, 1, 2),
        InvertedResidual(8, 16, 2, 3), InvertedResidual(16, 16, 1, 2), nn.Hardswish(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, CLASSES))
    yield "squeezenet", (3, 17, 17), nn.Sequential(
        nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True),
        Fire(8, 4, 8), Fire(16, 4, 8), nn.Conv2d(16, CLASSES, 1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten())


def settle(network):
    """Gives batch norms something to do, as after training."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return network.eval()


def record(folder, name, image, network):
    network = settle(network)
    x = torch.randn(3, *image, requires_grad=True)
    logits = network(x)
    seed = torch.randn_like(logits)
    has_norms = any(isinstance(m, nn.BatchNorm2d) for m in network.modules())
    # The exporter folds batch norms into convolutions; of such networks only the head keeps its name.
    wanted = {"input": x}
    for key, parameter in network.named_parameters():
        if not has_norms or key.startswith(f"{len(network) - 1}."):
            wanted[key] = parameter
    gradients = torch.autograd.grad(logits, list(wanted.values()), seed)
    tensors = [("input", x), ("seed", seed), ("logits", logits)]
    tensors += [("gradient/" + key, g) for key, g in zip(wanted, gradients)]
    torch.onnx.export(
        network, x, folder / f"{name}.onnx", opset_version=13, input_names=["input"],
        output_names=["logits"], dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}})
    with open(folder / f"{name}.txt", "w") as index, open(folder / f"{name}.f32", "wb") as data:
        for key, tensor in tensors:
            index.write(" ".join([key, *map(str, tensor.shape)]) + "\n")
            data.write(tensor.detach().contiguous().numpy().astype("<f4").tobytes())


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for number, (title, extents, net) in enumerate(networks()):
        torch.manual_seed(number)
        for layer in net.modules():
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
        record(target, title, extents, net)
