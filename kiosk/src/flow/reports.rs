//! What the flow makes of the work's reports.

use super::{
    AccessProblem, CaseNumber, Effect, FaceStep, Findings, Flow, Mode, OfficerSays, Outage, PinProblem,
    Printing, Report, SignIn, State,
};
use verifier::reason::Reason;

/// So often a chip may refuse before the refusal is signed.
const REFUSALS: u8 = 3;

impl Flow {
    pub(super) fn report(&mut self, case: CaseNumber, report: Report) -> Vec<Effect> {
        match report {
            Report::Outage(outage) if outage.lasts() || case == self.case => {
                self.enter(State::OutOfService(outage));
                vec![Effect::Wipe]
            }
            Report::Document(present) => {
                self.watched(present);
                Vec::new()
            }
            Report::SignedIn(officer) => self.signed_in(case, officer),
            report if case == self.case => self.take(report),
            _ => Vec::new(),
        }
    }

    /// A key that was opened for a sign-in nobody waits for is closed again.
    fn signed_in(&mut self, case: CaseNumber, officer: String) -> Vec<Effect> {
        match &self.state {
            State::SignIn(sign_in) if sign_in.waiting && case == self.case => {
                self.wrong_pins.remove(&sign_in.officer);
                self.officer = Some(officer);
                self.enter(State::Idle);
                Vec::new()
            }
            _ => vec![Effect::Lock],
        }
    }

    fn pin_refused(&mut self, problem: PinProblem) -> Vec<Effect> {
        let State::SignIn(sign_in) = &mut self.state else { return Vec::new() };
        if problem == PinProblem::Wrong {
            self.wrong_pins.entry(sign_in.officer).or_default().add(self.now);
        }
        *sign_in = SignIn { waiting: false, problem: Some(problem), ..*sign_in };
        Vec::new()
    }

    /// While it is asked whether the case is to be left, nothing is reported that would end it otherwise.
    fn take(&mut self, report: Report) -> Vec<Effect> {
        match report {
            Report::PinRefused(problem) => self.pin_refused(problem),
            Report::Judged(_) | Report::ChipRefused(_) if self.asked => {
                self.held = Some(report);
                Vec::new()
            }
            report => self.work(report),
        }
    }

    /// Once the question is answered, what was reported meanwhile is heard.
    pub(super) fn ask_to_leave(&mut self, asked: bool) -> Vec<Effect> {
        self.asked = asked;
        match self.held.take_if(|_| !asked) {
            Some(report) => self.work(report),
            None => Vec::new(),
        }
    }

    fn work(&mut self, report: Report) -> Vec<Effect> {
        match self.state {
            State::Reading(..) => self.read(report),
            State::Face(..) => self.seen(report),
            State::Judging(taken, _) => self.judged(report, taken),
            _ => self.other(report),
        }
    }

    fn other(&mut self, report: Report) -> Vec<Effect> {
        match (&mut self.state, report) {
            (State::Ended(ended), Report::Printed(printed)) => {
                ended.printing = if printed { Printing::Done } else { Printing::Failed };
                Vec::new()
            }
            // Also where it was not waited for any longer: what is written has ended.
            (State::Closing | State::OutOfService(Outage::Unknown), Report::Ended(ended)) => {
                self.enter(State::Ended(ended));
                vec![Effect::Wipe]
            }
            _ => Vec::new(),
        }
    }

    fn read(&mut self, report: Report) -> Vec<Effect> {
        let (now, mode) = (self.now, self.mode);
        if matches!(report, Report::ChipRead(_)) {
            self.typed = None;
        }
        let State::Reading(progress, shown) = &mut self.state else { return Vec::new() };
        match report {
            Report::Stage(stage) => progress.come_to(stage),
            Report::TakenAway => progress.taken_away = true,
            Report::Found(row, status) => progress.found(row, status),
            Report::ChipRead(holder) => {
                progress.end(now);
                // Alone, anybody may have laid down anybody's passport: nothing of it is shown.
                *shown = holder.filter(|_| mode == Mode::Attended);
            }
            Report::ChipRefused(reason) => return self.refused(reason),
            Report::PasswordNotUsable => return self.ask(Some(AccessProblem::NotUsable)),
            Report::CardLost => return self.ask(Some(AccessProblem::CardLost)),
            _ => {}
        }
        Vec::new()
    }

    fn seen(&mut self, report: Report) -> Vec<Effect> {
        let now = self.now;
        let State::Face(step, _) = &mut self.state else { return Vec::new() };
        match report {
            Report::Sees(advice) => step.see(advice, now),
            Report::CameraLost => *step = FaceStep { lost: true, taken: step.taken, ..FaceStep::default() },
            Report::PictureTaken => {
                let taken = step.taken.saturating_add(1);
                let holder = self.take_holder();
                self.enter(State::Judging(taken, holder));
                return vec![Effect::Judge];
            }
            _ => {}
        }
        Vec::new()
    }

    fn judged(&mut self, report: Report, taken: u8) -> Vec<Effect> {
        match (report, self.mode) {
            (Report::Judged(findings), Mode::Unattended) => self.judged_alone(&findings, taken),
            (Report::Judged(findings), Mode::Attended) => {
                let holder = self.take_holder();
                self.enter(State::Review(findings, taken, holder));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// A chip that refuses may have been typed wrong; the third time, the refusal is signed.
    fn refused(&mut self, reason: Reason) -> Vec<Effect> {
        self.refusals = self.refusals.saturating_add(1);
        if self.refusals < REFUSALS {
            return self.ask(Some(AccessProblem::Refused(reason)));
        }
        self.enter(State::Closing);
        vec![Effect::RefuseUnread(reason, self.receipt_language())]
    }

    fn judged_alone(&mut self, findings: &Findings, taken: u8) -> Vec<Effect> {
        if findings.another_picture_helps() && taken < self.attempts {
            return self.look(taken, findings.reasons().next());
        }
        self.enter(State::Closing);
        vec![Effect::Conclude(OfficerSays::Nothing, self.receipt_language())]
    }
}
