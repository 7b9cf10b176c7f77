from brokerage.cohorts import models
from brokerage.web.features import Feature
COHORTS = Feature(name="cohorts", models=models)
