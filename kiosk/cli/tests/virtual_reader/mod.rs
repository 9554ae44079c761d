//! A PC/SC service of its own with the two virtual readers of vsmartcard-vpcd, and cards to lay on them.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use crate::support::{Run, names};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// The service believes it is alone: its folder hides the machine's. It runs from where only root looks for programs.
const ALONE: &str = "mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind \"$0/run\" /run/pcscd \\
    && exec /usr/sbin/pcscd --foreground --config \"$0/readers\"";

/// A card that speaks with T=1, as contactless ones do.
pub const CONTACTLESS: &[u8] = &[0x3B, 0x88, 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x09];
/// A card with T=0 alone.
pub const CONTACT: &[u8] = &[0x3B, 0x02, 0x14, 0x50];

/// A private PC/SC service; ended when dropped.
pub struct VirtualReaders {
    folder: TempDir,
    port: u16,
    daemon: Child,
}

impl VirtualReaders {
    /// Starts it; `None`, said aloud, where that is not possible.
    pub fn start() -> Option<Self> {
        match Self::try_start() {
            Ok(readers) => Some(readers),
            Err(reason) => {
                let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
                assert!(!demanded, "{reason}, and CI lets nothing be skipped");
                eprintln!("skipped: {reason} (cargo xtask test installs what is missing)");
                None
            }
        }
    }

    fn try_start() -> Result<Self, String> {
        if !Path::new(DRIVER).exists() {
            return Err("no driver of vsmartcard-vpcd".into());
        }
        let folder = TempDir::new().unwrap();
        let port = free_ports();
        fs::create_dir(folder.path().join("run")).unwrap();
        fs::create_dir(folder.path().join("readers")).unwrap();
        let reader = format!(
            "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{port:X}\nLIBPATH {DRIVER}\nCHANNELID 0x{port:X}\n"
        );
        fs::write(folder.path().join("readers/vpcd"), reader).unwrap();
        let daemon = daemon(folder.path())?;
        let mut readers = Self { folder, port, daemon };
        if readers.is_up() {
            return Ok(readers);
        }
        Err("pcscd does not start, or not in a mount namespace of its own".into())
    }

    fn is_up(&mut self) -> bool {
        let started = self.wait_until(|readers| {
            readers.socket().exists() || readers.daemon.try_wait().is_ok_and(|ended| ended.is_some())
        });
        started && self.socket().exists()
    }

    /// Ends the service as a crash does.
    pub fn stop(&mut self) {
        let _ = self.daemon.kill();
        self.daemon.wait().unwrap();
        for name in names(&self.folder.path().join("run")) {
            fs::remove_file(self.folder.path().join("run").join(name)).unwrap();
        }
    }

    /// Starts it anew, with the same readers.
    pub fn start_again(&mut self) {
        self.stop();
        self.daemon = daemon(self.folder.path()).unwrap();
        assert!(self.is_up(), "pcscd does not start again");
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("run/pcscd.comm")
    }

    /// Where the driver listens for the card of a reader.
    pub fn address(&self, slot: u16) -> String {
        format!("127.0.0.1:{}", self.port + slot)
    }

    /// The process of the service.
    pub fn process(&self) -> u32 {
        self.daemon.id()
    }

    /// Runs `idkontroll` with this service.
    pub fn run(&self, folder: &Path, arguments: &[&str]) -> Run {
        run_at(&self.socket(), folder, arguments)
    }

    /// The same as soon as the service has noticed what lies on its readers.
    pub fn run_once_it_lies_there(&self, folder: &Path, arguments: &[&str]) -> Run {
        self.run_until(folder, arguments, |run| !run.err.contains("no document lies"))
    }

    /// The same as soon as the service has noticed that its readers are empty.
    pub fn run_once_it_is_gone(&self, folder: &Path, arguments: &[&str]) -> Run {
        self.run_until(folder, arguments, |run| run.err.contains("no document lies"))
    }

    fn run_until(&self, folder: &Path, arguments: &[&str], ends: impl Fn(&Run) -> bool) -> Run {
        let until = Instant::now() + PATIENCE;
        loop {
            let run = self.run(folder, arguments);
            if ends(&run) || Instant::now() > until {
                return run;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn wait_until(&mut self, holds: impl Fn(&mut Self) -> bool) -> bool {
        let until = Instant::now() + PATIENCE;
        while !holds(self) {
            if Instant::now() > until {
                return false;
            }
            thread::sleep(Duration::from_millis(20));
        }
        true
    }
}

impl Drop for VirtualReaders {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn daemon(folder: &Path) -> Result<Child, String> {
    let log = fs::File::create(folder.join("log")).unwrap();
    let daemon = unshare().arg(ALONE).arg(folder).stdout(log).stderr(Stdio::null()).spawn();
    daemon.map_err(|_| "no setpriv or unshare".into())
}

/// A shell as root in a mount namespace of its own; it ends with the test.
fn unshare() -> Command {
    let mut command = Command::new("setpriv");
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    command.args(["--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private"]);
    if !root {
        command.arg("--map-root-user");
    }
    command.args(["sh", "-c"]);
    command
}

/// Two ports in a row that nobody listens on: one for each reader of the driver.
fn free_ports() -> u16 {
    let free = |port: u16| TcpListener::bind(("0.0.0.0", port));
    loop {
        let first = free(0).unwrap();
        let port = first.local_addr().unwrap().port();
        if port < u16::MAX && free(port + 1).is_ok() {
            return port;
        }
    }
}

/// Runs `idkontroll` where the PC/SC service has this socket.
pub fn run_at(socket: &Path, folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idkontroll"));
    command.args(arguments).current_dir(folder).env("PCSCLITE_CSOCK_NAME", socket);
    Run::of(command.stdin(Stdio::null()).output().unwrap())
}

/// `simulate chip` while it runs.
pub struct Played {
    process: Child,
    stderr: BufReader<ChildStderr>,
}

impl Played {
    /// Lays a document on a reader.
    pub fn lay(folder: &Path, document: &str, address: &str) -> Self {
        Self::lay_with(folder, document, address, &[])
    }

    /// The same, with more arguments to `simulate chip`.
    pub fn lay_with(folder: &Path, document: &str, address: &str, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_idkontroll"));
        command.args(["simulate", "chip", "--json", "--document", document, "--vpcd", address]).args(more);
        let piped = command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut process = piped.unwrap();
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        assert!(line.contains("lies on"), "{line}");
        Self { process, stderr }
    }

    /// An interrupt takes it off.
    pub fn take_off(self) -> Run {
        signal("INT", self.process.id());
        self.ended()
    }

    /// How it ended.
    pub fn ended(mut self) -> Run {
        let mut err = String::new();
        self.stderr.read_to_string(&mut err).unwrap();
        Run { err, ..Run::of(self.process.wait_with_output().unwrap()) }
    }
}

/// Sends a signal to a process that the test started.
pub fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args(["-s", name, &process.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Lays a card of the test's own making on a reader: it answers with what `respond` gives, and is taken off where that
/// gives nothing. Every switch (0 power off, 1 power on, 2 reset) is told.
pub fn lay(
    address: String,
    atr: &'static [u8],
    mut respond: impl FnMut(&[u8]) -> Option<Vec<u8>> + Send + 'static,
) -> Receiver<u8> {
    let (tell, told) = channel();
    let mut line = TcpStream::connect(address).unwrap();
    thread::spawn(move || {
        while let Some(message) = receive(&mut line) {
            let answer = match message.as_slice() {
                [4] => Some(atr.to_vec()),
                [switch] => {
                    let _ = tell.send(*switch);
                    continue;
                }
                command => respond(command),
            };
            let Some(answer) = answer else { return };
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            if line.write_all(&[&length[..], &answer].concat()).is_err() {
                return;
            }
        }
    });
    told
}

fn receive(line: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 2];
    line.read_exact(&mut length).ok()?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    line.read_exact(&mut message).ok()?;
    Some(message)
}
