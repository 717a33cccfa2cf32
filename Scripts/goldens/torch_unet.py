"""The U-Net of Liang et al. 2024 (Fig. 7) in PyTorch: the reference for our own.

Layer names are those of the network that the paper's figure shows, so that weights carry over by name.
"""
import torch
from torch import nn
from torch.nn import functional as F


class DoubleConv(nn.Module):
    def __init__(self, inputs, outputs, middle=None, residual=False):
        super().__init__()
        self.residual = residual
        middle = middle or outputs
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, middle, 3, padding=1, bias=False),
            nn.GroupNorm(1, middle),
            nn.GELU(),
            nn.Conv2d(middle, outputs, 3, padding=1, bias=False),
            nn.GroupNorm(1, outputs),
        )

    def forward(self, x):
        y = self.double_conv(x)
        return F.gelu(x + y) if self.residual else y


class Down(nn.Module):
    def __init__(self, inputs, outputs, embedding):
        super().__init__()
        self.maxpool_conv = nn.Sequential(
            nn.MaxPool2d(2), DoubleConv(inputs, inputs, residual=True), DoubleConv(inputs, outputs))
        self.emb_layer = nn.Sequential(nn.SiLU(), nn.Linear(embedding, outputs))

    def forward(self, x, embedding):
        return self.maxpool_conv(x) + self.emb_layer(embedding)[:, :, None, None]


class Up(nn.Module):
    def __init__(self, inputs, outputs, embedding):
        super().__init__()
        self.conv = nn.Sequential(
            DoubleConv(inputs, inputs, residual=True), DoubleConv(inputs, outputs, inputs // 2))
        self.emb_layer = nn.Sequential(nn.SiLU(), nn.Linear(embedding, outputs))

    def forward(self, x, skip, embedding):
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
        return self.conv(torch.cat([skip, x], 1)) + self.emb_layer(embedding)[:, :, None, None]


class SelfAttention(nn.Module):
    # need_weights as the paper's code has it; False lets PyTorch take its fused kernel.
    need_weights = True

    def __init__(self, channels, heads=4):
        super().__init__()
        self.mha = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.ln = nn.LayerNorm([channels])
        self.ff_self = nn.Sequential(
            nn.LayerNorm([channels]), nn.Linear(channels, channels), nn.GELU(),
            nn.Linear(channels, channels))

    def forward(self, image):
        x = image.flatten(2).transpose(1, 2)
        n = self.ln(x)
        x = x + self.mha(n, n, n, need_weights=self.need_weights)[0]
        x = x + self.ff_self(x)
        return x.transpose(1, 2).reshape(image.shape)


class UNet(nn.Module):
    def __init__(self, width=64, channels=1, embedding=256):
        super().__init__()
        w, e = width, embedding
        self.inc = DoubleConv(channels, w)
        self.down1, self.sa1 = Down(w, 2 * w, e), SelfAttention(2 * w)
        self.down2, self.sa2 = Down(2 * w, 4 * w, e), SelfAttention(4 * w)
        self.down3, self.sa3 = Down(4 * w, 4 * w, e), SelfAttention(4 * w)
        self.bot1, self.bot2 = DoubleConv(4 * w, 8 * w), DoubleConv(8 * w, 8 * w)
        self.bot3 = DoubleConv(8 * w, 4 * w)
        self.up1, self.sa4 = Up(8 * w, 2 * w, e), SelfAttention(2 * w)
        self.up2, self.sa5 = Up(4 * w, w, e), SelfAttention(w)
        self.up3, self.sa6 = Up(2 * w, w, e), SelfAttention(w)
        self.outc = nn.Conv2d(w, channels, 1)

    def forward(self, x, e):
        x1 = self.inc(x)
        x2 = self.sa1(self.down1(x1, e))
        x3 = self.sa2(self.down2(x2, e))
        x4 = self.sa3(self.down3(x3, e))
        x4 = self.bot3(self.bot2(self.bot1(x4)))
        y = self.sa4(self.up1(x4, x3, e))
        y = self.sa5(self.up2(y, x2, e))
        y = self.sa6(self.up3(y, x1, e))
        return self.outc(y)
