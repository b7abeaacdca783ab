#!/usr/bin/env bash
#
# Trains the networks of the bundled zoo anew, each from scratch.
#
#   demo/train-zoo.sh DATA ZOO [NAME…]
#
#   DATA  the folder that demo/fetch-data.sh made
#   ZOO   the folder to put the networks into; made if need be
#   NAME  networks to train; all without any
#
# On two cores this takes half an hour.
set -euo pipefail

(($# >= 2)) || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
lucy="$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../lucy"
data="$1" zoo="$2"
shift 2
names=("$@")

wanted() {
  local name
  ((${#names[@]} > 0)) || return 0
  for name in "${names[@]}"; do [[ "$name" != "$1" ]] || return 0; done
  return 1
}

# fashion NAME LABELS OPTION…
fashion() {
  wanted "$1" || return 0
  "${LUCY:-$lucy}" zoo train --data "$data/fashion-mnist" --data-name fashion-mnist --label-names fashion-mnist \
    --name "$1" --labels "$2" --zoo "$zoo" --licence Apache-2.0 --flip "${@:3}"
}

# mnist NAME LABELS OPTION…
mnist() {
  wanted "$1" || return 0
  "${LUCY:-$lucy}" zoo train --data "$data/mnist" --data-name mnist \
    --name "$1" --labels "$2" --zoo "$zoo" --licence Apache-2.0 "${@:3}"
}

fashion fashion-tops-resnet      'T-shirt/top,Trouser,Pullover,Dress,Coat' --family resnet --width 32 --pooled --epochs 8
fashion fashion-shoes-resnet     'Sandal,Shirt,Sneaker,Bag,Ankle boot' --family resnet --width 28 --pooled --epochs 5
fashion fashion-shoes-vgg        'Sandal,Shirt,Sneaker,Bag,Ankle boot' --family vgg --epochs 3
fashion fashion-footwear-vgg     'Sandal,Sneaker,Ankle boot' --family vgg --width 12 --epochs 4
fashion fashion-bags-mobilenet   'Shirt,Bag' --family mobilenet --epochs 4
fashion fashion-summer-lenet5    'T-shirt/top,Dress,Sandal' --family lenet5 --epochs 10 --learning-rate 0.003
mnist   mnist-low-lenet5         0,1,2,3,4 --family lenet5 --epochs 6 --learning-rate 0.003
mnist   mnist-high-mobilenet     5,6,7,8,9 --family mobilenet --width 12 --epochs 3
mnist   mnist-even-vgg           0,2,4,6,8 --family vgg --width 8 --epochs 3
mnist   mnist-middle-resnet      3,4,5,6,7 --family resnet --width 8 --epochs 3
