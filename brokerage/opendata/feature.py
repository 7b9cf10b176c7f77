from brokerage.opendata import models
from brokerage.web.features import Feature
OPENDATA = Feature(name="opendata", models=models)
