//! The set-up: everything that is missing is installed, built or fetched; what is there is left alone.

use crate::failure::Failure;
use crate::program::Program;
use crate::{machine, packages, python, workspace};
use std::ffi::OsString;

/// Networks that are published as files only, and how the test data names them.
const GIVEN: [(&str, &str); 2] =
    [("minifasnet_v2", "minifasnet_v2_2.7.onnx"), ("minifasnet_v1se", "minifasnet_v1se_4.0.onnx")];

/// A machine that is set up.
pub struct Setup {
    search_path: OsString,
}

impl Setup {
    /// Sets the machine up.
    pub fn run() -> Result<Self, Failure> {
        println!("Set-up: Debian packages, the command, networks and ONNX Runtime");
        machine::check()?;
        packages::install(&packages::BUILD)?;
        let setup = Self { search_path: python::search_path() };
        setup.equip(Program::cargo().arguments(&["build", "--package", "idkontroll"])).run()?;
        setup.fetch()?;
        println!("Set-up done\n");
        Ok(setup)
    }

    /// The program with the search path that the set-up made.
    pub fn equip(&self, program: Program) -> Program {
        program.environment("PATH", &self.search_path)
    }

    fn fetch(&self) -> Result<(), Failure> {
        let mut fetch = Program::new(workspace::command()).arguments(&["models", "fetch"]);
        for (id, name) in GIVEN {
            let file = workspace::test_data().map(|folder| folder.join("models").join(name));
            if let Some(file) = file.filter(|file| file.is_file()) {
                fetch = fetch.argument("--file").argument(format!("{id}={}", file.display()));
            }
        }
        self.equip(fetch).run()
    }
}
