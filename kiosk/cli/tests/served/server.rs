//! The server's process and everything that it says.

use super::site::Site;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

/// Longer than a start takes on any machine that runs tests.
const START: Duration = Duration::from_secs(120);

/// What servers have said on standard output and standard error.
pub type Transcript = Arc<Mutex<String>>;

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    listeners: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts the server and waits until it listens.
    pub fn start(site: &Site, public_url: &str, said: &Transcript) -> Self {
        let places = ["--data", "data", "--listen", "127.0.0.1:0", "--public-url", public_url];
        let mut child = Command::new(env!("CARGO_BIN_EXE_idkontroll"))
            .args(["serve", "--config", "serve.toml"])
            .args(places)
            .current_dir(site.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (listens, address) = channel();
        let listeners = vec![
            listen(child.stdout.take().unwrap(), said, listens.clone()),
            listen(child.stderr.take().unwrap(), said, listens),
        ];
        let Ok(address) = address.recv_timeout(START) else {
            let _ = child.kill();
            panic!("the server does not start: {}", said.lock().unwrap());
        };
        Self { child, address, listeners }
    }

    /// `kill -9`, and no sign of life any more.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.listeners.drain(..).for_each(|listener| listener.join().unwrap());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn listen(
    stream: impl Read + Send + 'static,
    said: &Transcript,
    listens: Sender<SocketAddr>,
) -> JoinHandle<()> {
    let said = Arc::clone(said);
    spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("  listens on ") {
                let _ = listens.send(address.parse().unwrap());
            }
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    })
}
