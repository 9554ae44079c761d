//! Runs the command as a stranger would, in a folder of its own.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

pub mod document;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub const AUDIENCE: &str = "eid-issuer";
pub const NONCE: &str = "n-4711";

/// How a run ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one JSON object on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("not JSON: {}{}", self.out, self.err))
    }

    pub fn verdict(&self) -> String {
        self.json()["verdict"].as_str().unwrap().to_owned()
    }

    pub fn reasons(&self) -> Vec<String> {
        self.json()["reasons"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect()
    }

    /// Could not run: exit 2, nothing on standard output, one clear line on standard error.
    pub fn assert_could_not_run(&self) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}

/// Runs `idkontroll` with these arguments and this standard input.
pub fn run_with_input(folder: &Path, arguments: &[&str], input: &str) -> Run {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Run::of(child.wait_with_output().unwrap())
}

/// Runs `idkontroll` with these arguments.
pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with_input(folder, arguments, "")
}

/// The same, which must end with exit 0.
pub fn succeed(folder: &Path, arguments: &[&str]) -> Run {
    let run = run(folder, arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
    run
}

/// What lies in a folder, hidden files included.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A portrait of the demonstration; `None`, said aloud, when it was not fetched.
pub fn portrait(name: &str) -> Option<PathBuf> {
    let path = models::Cache::open(None).unwrap().portrait(name);
    if path.is_file() {
        return Some(path);
    }
    let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!demanded, "{name} is not in the cache, and CI lets nothing be skipped");
    eprintln!("skipped: {name} is not in the cache (cargo xtask test fetches it)");
    None
}

/// The folder of test data; `None`, said aloud, when it is absent.
pub fn test_data() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("IDK_TESTDATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no IDK_TESTDATA");
    None
}

/// The arguments of one control in an office, but for what opens the chip.
pub fn check_arguments<'a>(selfie: &'a Path, out: &'a str, policy: &'a str) -> Vec<&'a str> {
    let selfie = selfie.to_str().unwrap();
    let given = [
        ("--reader", "sim:passport"),
        ("--policy", policy),
        ("--audience", AUDIENCE),
        ("--nonce", NONCE),
        ("--signing-key", "signing.pem"),
        ("--trust", "trust"),
        ("--out", out),
        ("--selfie", selfie),
    ];
    ["check", "--json"].into_iter().chain(given.into_iter().flat_map(|(name, value)| [name, value])).collect()
}

/// An office: a specimen passport, the trust store, the keys, and a selfie.
pub struct Office {
    pub folder: TempDir,
    pub mrz: String,
}

impl Office {
    /// An office whose passport bears obama.jpg; more arguments go to `simulate issue`.
    pub fn open(issue: &[&str]) -> Option<Self> {
        let portrait = portrait("obama.jpg")?;
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        let mut arguments =
            vec!["simulate", "issue", "--out", "passport", "--portrait", portrait.to_str().unwrap()];
        arguments.extend(issue);
        succeed(path, &arguments);
        succeed(path, &["trust", "import", "--out", "trust", "passport/trust/csca.cer"]);
        succeed(path, &["key", "generate", "--out", "signing.pem"]);
        succeed(path, &["key", "generate", "--out", "officer.pem"]);
        let mrz = fs::read_to_string(path.join("passport/mrz.txt")).unwrap();
        Some(Self { folder, mrz: mrz.trim_end().to_owned() })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// One control under the demonstration policy, with the officer's approval, into `out`.
    pub fn check(&self, selfie: &Path, out: &str) -> Run {
        self.check_with(
            selfie,
            out,
            "demo",
            &["--officer-key", "officer.pem", "--officers", "officer.pem.jwks.json"],
        )
    }

    /// One control with arguments of its own.
    pub fn check_with(&self, selfie: &Path, out: &str, policy: &str, more: &[&str]) -> Run {
        let mut arguments = check_arguments(selfie, out, policy);
        arguments.extend(["--mrz", &self.mrz]);
        arguments.extend(more);
        run(self.path(), &arguments)
    }

    /// `result verify` of what a control wrote.
    pub fn verify_result(&self, out: &str) -> Run {
        let (result, keys) = (format!("{out}/result.jws"), format!("{out}/jwks.json"));
        run(
            self.path(),
            &[
                "result",
                "verify",
                "--json",
                &result,
                "--keys",
                &keys,
                "--audience",
                AUDIENCE,
                "--nonce",
                NONCE,
            ],
        )
    }

    /// Replaces a byte of a file of the passport.
    pub fn flip(&self, name: &str, position: impl Fn(usize) -> usize) {
        let path = self.file(name);
        let mut bytes = fs::read(&path).unwrap();
        let position = position(bytes.len());
        bytes[position] ^= 1;
        fs::write(path, bytes).unwrap();
    }
}
