//! The bindings of `capture-mobile` for apps: Kotlin, Swift and Python, made from the library that was built.

use crate::failure::Failure;
use crate::program::Program;
use crate::workspace;
use std::fs;
use std::path::PathBuf;

const LIBRARY: &str = "libcapture_mobile.so";
const LANGUAGES: [&str; 3] = ["kotlin", "swift", "python"];

/// Makes the bindings: the folder that holds them, one folder a language; Python's holds the library too.
pub fn make() -> Result<PathBuf, Failure> {
    let folder = workspace::target().join("bindings");
    let python = folder.join("python");
    Program::cargo().arguments(&["build", "--package", "capture-mobile"]).run()?;
    fs::create_dir_all(&python).map_err(|error| Failure::File(python.clone(), error))?;
    let library = python.join(LIBRARY);
    let built = workspace::target().join("debug").join(LIBRARY);
    // The generator builds the library with more features: what apps get is kept apart before.
    fs::copy(built, &library).map_err(|error| Failure::File(library.clone(), error))?;
    for language in LANGUAGES {
        let generator = ["run", "--quiet", "--package", "capture-mobile", "--features", "bindings", "--"];
        let generate = Program::cargo().arguments(&generator).argument(&library).argument(language);
        generate.argument(folder.join(language)).run()?;
    }
    Ok(folder)
}

/// Makes the bindings and says where they are.
pub fn run() -> Result<(), Failure> {
    let folder = make()?;
    for language in LANGUAGES {
        println!("{language}: {}", folder.join(language).display());
    }
    Ok(())
}
