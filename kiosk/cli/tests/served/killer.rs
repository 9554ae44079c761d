//! Has the server killed where the plan says, and keeps account of who was cut where.

use super::House;
use super::kills::Plan;
use super::passage::{Phase, Watch};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Scope, sleep};
use std::time::{Duration, Instant};

/// How long phases take when nobody kills the server.
#[derive(Default)]
pub struct Usual {
    begun: Mutex<Vec<(Phase, Instant)>>,
    commands: AtomicUsize,
}

impl Watch for Usual {
    fn begins(&self, phase: Phase) {
        self.begun.lock().unwrap().push((phase, Instant::now()));
    }

    fn transmits(&self) {
        self.commands.fetch_add(1, Ordering::Relaxed);
    }
}

impl Usual {
    fn length(&self, phase: Phase) -> Duration {
        let begun = self.begun.lock().unwrap();
        let place = begun.iter().position(|(begun, _)| *begun == phase).unwrap();
        let end = begun.get(place + 1).map_or(begun[place].1, |(_, next)| *next);
        end - begun[place].1
    }
}

/// Kills the server of a house.
pub struct Killer<'a> {
    house: &'a House,
    plan: Plan,
    usual: Usual,
    /// By control.
    standing: Mutex<BTreeMap<usize, Phase>>,
    cut: Mutex<BTreeMap<Phase, usize>>,
    kills: AtomicUsize,
}

impl<'a> Killer<'a> {
    pub fn new(house: &'a House, plan: Plan, usual: Usual) -> Self {
        let (standing, cut, kills) = (Mutex::default(), Mutex::default(), AtomicUsize::default());
        Self { house, plan, usual, standing, cut, kills }
    }

    /// How often the server was killed, and how many controls were cut in each phase.
    pub fn account(self) -> (usize, BTreeMap<Phase, usize>) {
        (self.kills.into_inner(), self.cut.into_inner().unwrap())
    }

    fn kill(&self) {
        self.house.crash(|| {
            self.kills.fetch_add(1, Ordering::Relaxed);
            let mut cut = self.cut.lock().unwrap();
            for phase in self.standing.lock().unwrap().values() {
                *cut.entry(*phase).or_default() += 1;
            }
        });
    }
}

/// One control's share of the plan.
pub struct Share<'scope, 'env> {
    killer: &'scope Killer<'env>,
    scope: &'scope Scope<'scope, 'env>,
    control: usize,
    due: Mutex<BTreeSet<Phase>>,
    commands: AtomicUsize,
}

impl<'scope, 'env> Share<'scope, 'env> {
    pub fn new(killer: &'scope Killer<'env>, scope: &'scope Scope<'scope, 'env>, control: usize) -> Self {
        Self { killer, scope, control, due: Mutex::new(Phase::ALL.into()), commands: AtomicUsize::default() }
    }
}

impl Watch for Share<'_, '_> {
    fn begins(&self, phase: Phase) {
        let killer = self.killer;
        killer.standing.lock().unwrap().insert(self.control, phase);
        let Some(moment) = killer.plan.at(self.control, phase) else { return };
        if phase == Phase::Relay || !self.due.lock().unwrap().remove(&phase) {
            return;
        }
        if moment.at_once() {
            return killer.kill();
        }
        let delay = moment.of(killer.usual.length(phase));
        self.scope.spawn(move || {
            sleep(delay);
            killer.kill();
        });
    }

    /// In the middle of a chip session the kill is counted by commands.
    fn transmits(&self) {
        let Some(moment) = self.killer.plan.at(self.control, Phase::Relay) else { return };
        let sent = self.commands.fetch_add(1, Ordering::Relaxed);
        let usual = self.killer.usual.commands.load(Ordering::Relaxed);
        if sent >= moment.command(usual) && self.due.lock().unwrap().remove(&Phase::Relay) {
            self.killer.kill();
        }
    }
}

impl Drop for Share<'_, '_> {
    fn drop(&mut self) {
        self.killer.standing.lock().unwrap().remove(&self.control);
    }
}
