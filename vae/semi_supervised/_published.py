"""What others reported, as test errors in %, by data set, method and number of labels.

PAPER: Kingma et al. (2014), arXiv:1406.5298, Table 1, on MNIST. DOCUMENT: a course document that
repeats M1 with a plain SVM on Fashion-MNIST, with one draw of the labels; the accuracies that it
states are .4420, .6783, .7289 and .7591.
"""

PIXELS = 784  # of the images of both data sets
Published = dict[str, dict[str, dict[int, float]]]

PAPER: Published = {
    "mnist": {"M1+TSVM": {100: 11.82, 600: 5.72, 1000: 4.24, 3000: 3.49}, "M1+M2": {100: 3.33}}
}
DOCUMENT: Published = {"fashion-mnist": {"M1": {100: 55.80, 600: 32.17, 1000: 27.11, 3000: 24.09}}}
