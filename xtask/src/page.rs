//! The phone's page in `capture/web`: its packages, its build, and its tests in real Chromium.

use crate::failure::Failure;
use crate::program::Program;
use crate::setup::Setup;
use crate::{packages, workspace};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

const FOLDER: &str = "capture/web";

/// Installs what building and showing the page needs.
pub fn install(setup: &Setup) -> Result<(), Failure> {
    packages::install(&packages::BROWSER)?;
    let folder = workspace::root().join(FOLDER);
    let locked = changed(&folder.join("package-lock.json"));
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= locked { Ok(()) } else { npm(setup, &["ci"]) }
}

/// Builds the page; the command embeds it when it is built after this.
pub fn build(setup: &Setup) -> Result<(), Failure> {
    npm(setup, &["run", "build"])
}

/// Every test of the page.
pub fn test(setup: &Setup) -> Result<(), Failure> {
    install(setup)?;
    npm(setup, &["test"])?;
    npm(setup, &["run", "browser"])
}

fn npm(setup: &Setup, arguments: &[&str]) -> Result<(), Failure> {
    setup.equip(Program::new("npm").arguments(&["--prefix", FOLDER]).arguments(arguments)).run()
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}
