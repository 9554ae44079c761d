//! Servers that say what they want, and a chip and an app to meet them.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use capture_mobile::{Chip, ChipError, Observer, ObserverError, Progress, Session, SessionError, Settings};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};
use tungstenite::handshake::server::{Request, Response};
use tungstenite::protocol::frame::CloseFrame;
use tungstenite::{Message, WebSocket, accept_hdr};

/// A server for one connection: the session that leads to it, and what it comes to.
pub fn server<T: Send + 'static>(
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (Arc<Session>, JoinHandle<T>) {
    server_with(Settings::default(), serve)
}

/// The same, for a session with these settings.
pub fn server_with<T: Send + 'static>(
    settings: Settings,
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (Arc<Session>, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1/relay/control#t=TICKET", listener.local_addr().unwrap());
    let serving = spawn(move || serve(listener.accept().unwrap().0));
    (Session::new(&address, settings).unwrap(), serving)
}

/// A server that reads the request, answers with these bytes and goes.
pub fn answering(answer: impl Into<Vec<u8>>) -> Arc<Session> {
    let answer = answer.into();
    let serve = move |mut stream: TcpStream| {
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(&answer);
    };
    server(serve).0
}

/// The server's end of a WebSocket.
pub struct Line(WebSocket<TcpStream>, u64);

impl Line {
    /// Takes the upgrade.
    pub fn accept(stream: TcpStream) -> Self {
        #[allow(clippy::result_large_err, reason = "tungstenite's signature")]
        let agree = |_: &Request, mut response: Response| {
            response.headers_mut().insert("Sec-WebSocket-Protocol", "idkontroll-relay.v1".parse().unwrap());
            Ok(response)
        };
        Self(accept_hdr(stream, agree).unwrap(), 0)
    }

    /// The same, after the introduction.
    pub fn introduced(stream: TcpStream) -> Self {
        let mut line = Self::accept(stream);
        line.say(json!({"type": "introduction", "issuer": "Bank", "purpose": "An eID", "policy": "demo"}));
        line
    }

    /// The same, after the consent.
    pub fn consented(stream: TcpStream) -> Self {
        let mut line = Self::introduced(stream);
        assert_eq!(line.hear().unwrap()["type"], "consent");
        line
    }

    pub fn say(&mut self, mut message: Value) {
        self.1 += 1;
        message["n"] = self.1.into();
        self.say_text(message.to_string());
    }

    pub fn say_text(&mut self, text: String) {
        let _ = self.0.send(Message::text(text));
    }

    /// So many READ BINARY, each accepted whatever it is answered with.
    pub fn transmit(&mut self, commands: usize) {
        let command = json!({"apdu": "00B0000000", "accept": ["****"]});
        self.say(json!({"type": "transmit", "commands": vec![command; commands]}));
    }

    /// The client's next message, or the code of its close.
    pub fn hear(&mut self) -> Result<Value, u16> {
        match self.0.read() {
            Ok(Message::Text(text)) => Ok(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(frame)) => Err(frame.map_or(1005, |frame| frame.code.into())),
            _ => Err(0),
        }
    }

    pub fn close(&mut self, code: u16) {
        let _ = self.0.close(Some(CloseFrame { code: code.into(), reason: "".into() }));
        while self.0.read().is_ok() {}
    }
}

/// What a chip may answer.
pub type Answered = Result<Vec<u8>, ChipError>;

/// A chip that answers as it is told.
pub struct Told<F>(pub F, pub AtomicUsize);

impl<F> Told<F> {
    pub fn chip(answer: F) -> Arc<Self> {
        Arc::new(Self(answer, AtomicUsize::new(0)))
    }

    pub fn commands(&self) -> usize {
        self.1.load(Ordering::SeqCst)
    }
}

impl<F: Fn() -> Answered + Send + Sync> Chip for Told<F> {
    fn transceive(&self, _: Vec<u8>) -> Result<Vec<u8>, ChipError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        (self.0)()
    }
}

/// A chip that has nothing but 9000.
pub fn obliging() -> Arc<Told<fn() -> Answered>> {
    Told::chip(|| Ok(vec![0x90, 0x00]))
}

/// What was shown.
#[derive(Default)]
pub struct Shown(pub Mutex<Vec<Progress>>);

impl Observer for Shown {
    fn progress(&self, progress: Progress) -> Result<(), ObserverError> {
        self.0.lock().unwrap().push(progress);
        Ok(())
    }
}

/// Opens and reads: the end.
pub fn read(session: &Session, chip: Arc<dyn Chip>) -> Result<(), SessionError> {
    session.open()?;
    session.read(chip, Arc::new(Shown::default()), 65_536)
}
