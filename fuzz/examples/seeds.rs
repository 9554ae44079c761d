//! Writes the seeds of every target: `seeds FOLDER [TESTDATA]`; each is named for its digest.

use fuzz::TARGETS;
use fuzz::seeds::Seeds;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or_else(|| io::Error::other("usage: seeds FOLDER [TESTDATA]"))?;
    let seeds = match arguments.next() {
        Some(data) => Seeds::with_test_data(&data),
        None => Seeds::own(),
    };
    for target in TARGETS {
        write(&folder.join(target.name), seeds.of(target.name))?;
    }
    Ok(())
}

/// libFuzzer names the files of a corpus for their SHA-1 too.
fn write(folder: &Path, seeds: &[Vec<u8>]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for seed in seeds {
        fs::write(folder.join(hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, seed))), seed)?;
    }
    Ok(())
}
