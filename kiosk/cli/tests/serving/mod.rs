//! A real `idkontroll serve` with settings of any kind: what it says, what it answers, how it ends.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod https;
mod identity;

pub use https::Client;
pub use identity::{Identity, write_country_authority};

use crate::support::{Run, succeed};
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than a start or an end takes on any machine that runs tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// True, said aloud otherwise, when the networks are in the cache: without them no server starts.
pub fn can_serve() -> bool {
    let here = models::Cache::open(None).is_ok_and(|cache| models::Networks::open(&cache).is_ok());
    if !here {
        let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!demanded, "the networks are not in the cache, and CI lets nothing be skipped");
        eprintln!("skipped: the networks are not in the cache (cargo xtask test fetches them)");
    }
    here
}

/// A server's process.
pub struct Serving {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
    pub url: String,
    pub address: SocketAddr,
}

impl Serving {
    /// Starts a server with one worker, which must begin to serve.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::try_start(folder, arguments)
            .unwrap_or_else(|run| panic!("exit {}: {}{}", run.code, run.out, run.err))
    }

    /// Starts a server, or tells how it ended instead.
    pub fn try_start(folder: &Path, arguments: &[&str]) -> Result<Self, Run> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
            .arg("serve")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let errors = child.stderr.take().unwrap();
        spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut said = vec![];
        while let Ok(line) = lines.recv_timeout(PATIENCE) {
            let url = line.strip_prefix("idkontroll serves ").map(str::to_owned);
            said.push(line);
            if let Some(url) = url {
                sleep(Duration::from_millis(100));
                said.extend(lines.try_iter());
                let elsewhere = said.iter().find_map(|line| line.strip_prefix("  listens on "));
                let address = elsewhere.or(url.split_once("://").map(|(_, address)| address)).unwrap();
                let address = address.replace("0.0.0.0", "127.0.0.1").parse().unwrap();
                return Ok(Self { child, lines, said, url, address });
            }
        }
        let _ = child.kill();
        let mut run = Run::of(child.wait_with_output().unwrap());
        run.err = said.iter().map(|line| format!("{line}\n")).collect();
        Err(run)
    }

    /// What it said first.
    pub fn notice(&self) -> String {
        self.said.join("\n")
    }

    /// Plain HTTP: the whole answer to a GET.
    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let _ = stream.set_read_timeout(Some(PATIENCE));
        write!(stream, "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Waits for the end.
    pub fn ended(mut self) -> Run {
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            sleep(Duration::from_millis(20));
        }
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let said: Vec<String> = self.said.drain(..).chain(self.lines.iter()).collect();
        Run { code: self.child.wait().unwrap().code().unwrap_or(-1), out, err: said.join("\n") }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];

/// Starts a server on a free port.
pub fn start(folder: &Path, arguments: &[&str]) -> Serving {
    Serving::start(folder, &[&ANYWHERE[..], arguments].concat())
}

/// A start that must fail.
pub fn refused(folder: &Path, arguments: &[&str]) -> Run {
    let run = Serving::try_start(folder, &[&ANYWHERE[..], arguments].concat()).err().unwrap();
    run.assert_could_not_run();
    run
}

/// A folder with keys, a certificate and this configuration.
pub fn prepared(settings: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    Identity::make(path);
    succeed(path, &["key", "generate", "--out", "signing.pem"]);
    write_master_key(path);
    fs::write(path.join("serve.toml"), settings).unwrap();
    folder
}

fn write_master_key(folder: &Path) {
    fs::write(folder.join("master.key"), "5a".repeat(32)).unwrap();
    fs::set_permissions(folder.join("master.key"), Permissions::from_mode(0o600)).unwrap();
}
