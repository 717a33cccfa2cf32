import Glibc
import SweepModel
import Worker

exit(SlotMain.run(catalog: ExperimentCatalog([ScriptedExperiment()])))
