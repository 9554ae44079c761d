//! schemathesis, which tries the served API against its description, in a virtual environment under the target folder.

use crate::{packages, python};
use std::path::PathBuf;

/// It and all that it needs, each file by its hash.
const LOCK: &str = include_str!("../schemathesis.txt");

/// The program, installed when it or this version of it is missing; `None`, said aloud by pip, where it cannot be had.
pub fn program() -> Option<PathBuf> {
    let version = LOCK.lines().find_map(|line| line.strip_prefix("schemathesis=="))?.split(' ').next()?;
    let ready =
        format!("from importlib.metadata import version; assert version('schemathesis') == '{version}'");
    packages::install(&packages::TOOLS).ok()?;
    let install = ["--require-hashes", "--only-binary=:all:", "--requirement", "xtask/schemathesis.txt"];
    Some(python::tools("schemathesis", &ready, &install)?.join("bin/schemathesis"))
}
