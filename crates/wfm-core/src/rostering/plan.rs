//! The roster during the search: a tour per agent, the cover of every moment, and what they cost together.

use super::attendance::{Present, Savings};
use super::board::{Board, Shift, Tour};
use super::pricer::{ActionCosts, Actions, Pricer};
use crate::scheduling::cover::Cover;
use crate::scheduling::places::PriceSums;

/// Own cost of a shift that is none of an agent's choices: no plan with one is ever kept, and the sum over a whole roster of
/// them does not overflow.
const NOT_A_CHOICE: i64 = 1 << 44;

/// A roster in the making; agents without a tour yet are at home.
#[derive(Debug, Clone)]
pub(super) struct Plan<'b> {
    pub(super) board: &'b Board<'b>,
    pub(super) tours: Vec<Option<Tour>>,
    cover: Cover<'b>,
    present: Present<'b>,
    /// Per agent, nothing for those at home; and in all.
    own_costs: Vec<i64>,
    own_cost: i64,
}

/// Working memory for finding the best tour of an agent.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) pricer: Pricer,
    pub(super) costs: ActionCosts,
    pub(super) sums: PriceSums,
}

impl<'b> Plan<'b> {
    /// Nobody at work but those whose last shift of the past runs on.
    pub(super) fn empty(board: &'b Board<'b>) -> Self {
        let mut cover = Cover::nobody(&board.groups, &board.curves, board.steps_per_interval);
        for (group, past) in board.past.iter().enumerate() {
            for (step, agents) in past.iter().enumerate() {
                (0..*agents).for_each(|_| cover.count(group, step..step + 1, true));
            }
        }
        let present = Present::empty(&board.attendance);
        let agents = board.class_of.len();
        Plan { board, tours: vec![None; agents], cover, present, own_costs: vec![0; agents], own_cost: 0 }
    }

    /// As [`Plan::empty`], with these tours and everybody shared out anew; agents without one stay at home.
    pub(super) fn of(board: &'b Board<'b>, tours: Vec<Option<Tour>>) -> Self {
        let mut plan = Plan::empty(board);
        for (agent, tour) in tours.into_iter().enumerate() {
            if let Some(tour) = tour {
                plan.insert(agent, tour);
            }
        }
        plan.settle();
        plan
    }

    /// Shares everybody out anew where that saves anything: with unequal speeds it matters who came first.
    pub(super) fn settle(&mut self) {
        self.cover.settle();
    }

    /// Cost of too few and too many agents, in money units.
    pub(super) fn cover_cost(&self) -> i64 {
        self.cover.cost()
    }

    /// The same at one base step.
    pub(super) fn cover_cost_at(&self, step: usize) -> i64 {
        self.cover.cost_at(step)
    }

    /// Cost of everything, in money units.
    pub(super) fn cost(&self) -> i64 {
        self.cover.cost() + self.present.cost() + self.own_cost
    }

    /// What one more agent of `group` at a base step would save.
    pub(super) fn saving(&self, group: usize, step: usize) -> i64 {
        self.cover.saving(group, step)
    }

    /// Gives an agent a tour.
    pub(super) fn insert(&mut self, agent: usize, tour: Tour) {
        self.count(agent, &tour, true);
        self.own_costs[agent] = self.own_cost_of(agent, &tour);
        self.own_cost += self.own_costs[agent];
        self.tours[agent] = Some(tour);
    }

    /// Sends an agent home.
    pub(super) fn remove(&mut self, agent: usize) -> Option<Tour> {
        let tour = self.tours[agent].take()?;
        self.count(agent, &tour, false);
        self.own_cost -= std::mem::take(&mut self.own_costs[agent]);
        Some(tour)
    }

    /// What an agent works on a day; nothing on a day off or at home.
    pub(super) fn shift(&self, agent: usize, day: usize) -> Option<&Shift> {
        self.tours[agent].as_ref()?[day].as_ref()
    }

    /// Own cost of a tour of `agent`.
    pub(super) fn own_cost_of(&self, agent: usize, tour: &Tour) -> i64 {
        let class = &self.board.classes[self.board.class_of[agent]];
        let of_day = |(day, shift): (usize, &Option<Shift>)| match shift {
            None => class.own.off[day],
            Some(shift) => {
                let position = class.days.choices.shifts[day].binary_search(&shift.candidate);
                position.map_or(NOT_A_CHOICE, |position| class.own.shifts[day][position])
            }
        };
        class.constant + tour.iter().enumerate().map(of_day).sum::<i64>()
    }

    fn count(&mut self, agent: usize, tour: &Tour, come: bool) {
        let board = self.board;
        let class = &board.classes[board.class_of[agent]];
        let group = board.group(class);
        for (day, shift) in tour.iter().enumerate() {
            let Some(shift) = shift else { continue };
            let cover = &mut self.cover;
            board.each_on_queue(class, day, shift, |from, to| cover.count(group, from..to, come));
        }
        let candidates = &board.candidates(class).all;
        let shifts = tour.iter().flatten().map(|shift| &candidates[shift.candidate]);
        self.present.count(&class.attendance, shifts.map(|shift| (shift.from, shift.to)), come);
    }

    /// What attendance gains by each shift of an agent who is at home, if it concerns the agent.
    pub(super) fn attendance_savings(&self, agent: usize) -> Option<Savings> {
        self.present.savings(&self.board.classes[self.board.class_of[agent]].attendance)
    }

    /// Costs of all actions of an agent who is at home, the others as they are: those of the board at these prices.
    pub(super) fn action_costs(&self, agent: usize, sums: &PriceSums, costs: &mut ActionCosts) {
        let class = &self.board.classes[self.board.class_of[agent]];
        self.board.action_costs(class, None, sums, self.attendance_savings(agent).as_ref(), costs);
    }

    /// The best tour of an agent who is at home, for the others as they are: exact, breaks included. Also gives the work
    /// done.
    pub(super) fn best_tour(&self, agent: usize, scratch: &mut Scratch) -> (Tour, u64) {
        scratch.sums.reset(self.savings_of(agent).iter().copied());
        self.tour_at(agent, scratch)
    }

    /// As [`Plan::best_tour`], at prices of which `share` come from `guide`, what time is worth per group and base step.
    pub(super) fn guided_tour(
        &self,
        agent: usize,
        guide: &[Vec<i64>],
        share: f64,
        scratch: &mut Scratch,
    ) -> (Tour, u64) {
        let guide = &guide[self.group_of(agent)];
        let savings = self.savings_of(agent);
        let mixed = |(saving, guide): (&i64, &i64)| saving + (share * (guide - saving) as f64) as i64;
        scratch.sums.reset(savings.iter().zip(guide).map(mixed));
        self.tour_at(agent, scratch)
    }

    /// The best tour of an agent who is at home, at the prices whose sums are in `scratch`.
    fn tour_at(&self, agent: usize, scratch: &mut Scratch) -> (Tour, u64) {
        let board = self.board;
        let class = &board.classes[board.class_of[agent]];
        scratch.sums.look_into(&board.candidates(class).rooms);
        self.action_costs(agent, &scratch.sums, &mut scratch.costs);
        let actions = scratch.pricer.tour(&board.graphs[class.graph], &scratch.costs);
        (board.tour(class, &actions, &scratch.sums), board.work_of_response(class))
    }

    fn group_of(&self, agent: usize) -> usize {
        self.board.group(&self.board.classes[self.board.class_of[agent]])
    }

    /// What `agent` would save, per base step.
    fn savings_of(&self, agent: usize) -> &[i64] {
        self.savings(self.group_of(agent))
    }

    /// What one more agent of `group` would save, per base step.
    pub(super) fn savings(&self, group: usize) -> &[i64] {
        self.cover.savings(group)
    }

    /// Gives an agent who is at home these shifts, breaks at the best places for the others as they are.
    pub(super) fn insert_actions(&mut self, agent: usize, actions: &Actions, scratch: &mut Scratch) {
        let board = self.board;
        let class = &board.classes[board.class_of[agent]];
        scratch.sums.reset(self.savings_of(agent).iter().copied());
        let tour = board.tour(class, actions, &scratch.sums);
        self.insert(agent, tour);
    }

    /// Moves the breaks of all agents, one after the other, to the best places; gives what that saved.
    pub(super) fn move_breaks(&mut self, scratch: &mut Scratch) -> i64 {
        let before = self.cost();
        for agent in 0..self.tours.len() {
            let Some(tour) = self.remove(agent) else { continue };
            let actions = self.actions(agent, &tour);
            self.insert_actions(agent, &actions, scratch);
        }
        before - self.cost()
    }

    /// The actions of a tour of `agent`.
    pub(super) fn actions(&self, agent: usize, tour: &Tour) -> Actions {
        self.board.actions(&self.board.classes[self.board.class_of[agent]], tour)
    }

    /// The roster made so far; agents at home have no shift.
    pub(super) fn tours(&self) -> Vec<Tour> {
        self.tours.iter().map(|tour| tour.clone().unwrap_or_default()).collect()
    }
}
