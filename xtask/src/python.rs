//! pip: the one that is there, else one in a virtual environment under the target folder; and such environments for tools.

use crate::program::Program;
use crate::workspace;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

/// How pip may be called, in the order in which `idkontroll models fetch` tries.
const PIP: [&[&str]; 3] = [&["pip"], &["pip3"], &["python3", "-m", "pip"]];

/// Whether there is a pip, or one could be made.
pub fn has_pip() -> bool {
    system_pip() || own_pip()
}

/// The search path on which pip is found.
pub fn search_path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    if system_pip() {
        return path;
    }
    let folders = [environment().join("bin")].into_iter().chain(env::split_paths(&path));
    env::join_paths(folders).unwrap_or(path)
}

/// Whether virtual environments can be made: Debian packs what they need apart.
pub fn has_environments() -> bool {
    Program::new("python3").arguments(&["-c", "import venv, ensurepip"]).answers()
}

/// A virtual environment under the target folder in whose Python `ready` holds; made with what `install` names when it does
/// not, and `None` when that fails.
pub fn tools(name: &str, ready: &str, install: &[&str]) -> Option<PathBuf> {
    let folder = workspace::target().join(name);
    let python = folder.join("bin/python");
    let is_ready = || Program::new(&python).arguments(&["-c", ready]).answers();
    let make = || {
        let pip = Program::new(&python).arguments(&["-m", "pip", "install", "--quiet"]);
        Program::new("python3").arguments(&["-m", "venv"]).argument(&folder).answers()
            && pip.arguments(install).run().is_ok()
            && is_ready()
    };
    (is_ready() || make()).then_some(folder)
}

fn environment() -> PathBuf {
    workspace::target().join("python")
}

fn system_pip() -> bool {
    let answers = |call: &[&str]| match call {
        [program, arguments @ ..] => {
            Program::new(program).arguments(arguments).argument("--version").answers()
        }
        [] => false,
    };
    PIP.into_iter().any(answers)
}

/// `python3 -m venv` leaves a folder without pip behind where Debian's `python3-venv` is missing.
fn own_pip() -> bool {
    let pip = || Program::new(environment().join("bin/pip")).argument("--version").answers();
    if pip() {
        return true;
    }
    let made = Program::new("python3").arguments(&["-m", "venv"]).argument(environment()).answers();
    if !made {
        let _ = fs::remove_dir_all(environment());
    }
    made && pip()
}
