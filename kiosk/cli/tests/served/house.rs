//! A site with its server behind a door: the server can be killed and started again, the address stays.

use super::door::Door;
use super::issuer::Issuer;
use super::server::{Server, Transcript};
use super::site::Site;
use super::wire::Wire;
use std::sync::Mutex;

pub struct House {
    pub site: Site,
    pub said: Transcript,
    pub wire: Wire,
    door: Door,
    server: Mutex<Option<Server>>,
}

impl House {
    pub fn open(site: Site) -> Self {
        let (said, wire) = (Transcript::default(), Wire::new());
        let house = Self { site, said, wire, door: Door::open(), server: Mutex::new(None) };
        house.start(&mut house.server.lock().unwrap());
        house
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.door.address)
    }

    pub fn issuer(&self) -> Issuer {
        Issuer::new(&self.base(), &self.site.api_key, self.wire.clone())
    }

    /// `kill -9`, then a new start on the same data; `before` is done at the moment of the kill.
    pub fn crash(&self, before: impl FnOnce()) {
        let mut server = self.server.lock().unwrap();
        before();
        server.as_mut().unwrap().kill();
        self.door.lead_to(None);
        self.start(&mut server);
    }

    /// Kills the server for good.
    pub fn shut(&self) {
        self.door.lead_to(None);
        self.server.lock().unwrap().take();
    }

    fn start(&self, server: &mut Option<Server>) {
        let started = Server::start(&self.site, &self.base(), &self.said);
        self.door.lead_to(Some(started.address));
        *server = Some(started);
    }
}
