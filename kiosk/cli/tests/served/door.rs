//! The public address, which stays while the server behind it comes and goes: a proxy that passes bytes.

use std::io::copy;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Door {
    pub address: SocketAddr,
    inside: Arc<Mutex<Option<SocketAddr>>>,
}

impl Door {
    /// A door behind which nobody is; whoever comes is sent away.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, inside) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(None)));
        let behind = Arc::clone(&inside);
        thread::spawn(move || {
            for outer in listener.incoming().flatten() {
                let address = *behind.lock().unwrap();
                thread::spawn(move || address.map(|address| pass(&outer, address)));
            }
        });
        Self { address, inside }
    }

    /// From now on it leads here.
    pub fn lead_to(&self, address: Option<SocketAddr>) {
        *self.inside.lock().unwrap() = address;
    }
}

fn pass(outer: &TcpStream, address: SocketAddr) {
    let Ok(inner) = TcpStream::connect(address) else { return };
    let _ = (outer.set_nodelay(true), inner.set_nodelay(true));
    thread::scope(|scope| {
        scope.spawn(|| {
            let _ = copy(&mut &*outer, &mut &inner);
            let _ = inner.shutdown(Shutdown::Write);
        });
        let _ = copy(&mut &inner, &mut &*outer);
        let _ = (outer.shutdown(Shutdown::Both), inner.shutdown(Shutdown::Both));
    });
}
