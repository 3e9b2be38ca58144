"""How many labels does it take? The table of Kingma et al. (2014), for data sets of images.

Kingma, Rezende, Mohamed and Welling, Semi-supervised learning with deep generative models,
arXiv:1406.5298, Table 1: a few labels are kept, as many of each class, and errors are counted on
test images. `python -m vae m1` prints it for M1, `benchmarks/semi_supervised.py` for all methods.
"""

from ._data import DataSet as DataSet
from ._data import Rows as Rows
from ._data import digits as digits
from ._data import find_images as find_images
from ._data import hold_out as hold_out
from ._data import read_images as read_images
from ._data import read_training_images as read_training_images
from ._errors import Errors as Errors
from ._labellings import labellings as labellings
from ._labellings import usual_labels as usual_labels
from ._methods import m1 as m1
from ._methods import m1_transductive as m1_transductive
from ._methods import svm as svm
from ._moved import moved as moved
from ._published import DOCUMENT as DOCUMENT
from ._published import PAPER as PAPER
from ._published import PIXELS as PIXELS
from ._sizes import OF_THE_PAPER as OF_THE_PAPER
from ._sizes import SMALL as SMALL
from ._sizes import Sizes as Sizes
from ._sizes import m1_features as m1_features
from ._weights import fingerprint_beside as fingerprint_beside
from ._weights import fingerprint_of as fingerprint_of
