//! A receiver of webhooks that fails now and then and keeps what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Hook {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Hook {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, taken) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(vec![])));
        let kept = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = take(&stream, &kept);
            }
        });
        Self { address, taken }
    }

    /// Headers and body of every webhook until now; the request line holds the receiver's own address.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

fn take(stream: &TcpStream, kept: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut text, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut line)?;
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        text.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    text.push_str(&String::from_utf8(body).unwrap());
    let mut kept = kept.lock().unwrap();
    kept.push(text);
    let status = if kept.len() % 5 == 1 { "500 Internal Server Error" } else { "204 No Content" };
    drop(kept);
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}
