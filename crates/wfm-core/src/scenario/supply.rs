//! Other people, contracts and shifts.

use super::Base;
use crate::error::{Error, Result};
use crate::model::{Agent, AgentGroup, Contract, ShiftTemplate, Skill, SupplyChange};

/// Who there is, and by which rules.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct People {
    pub(super) contracts: Vec<Contract>,
    pub(super) shifts: Vec<ShiftTemplate>,
    pub(super) agents: Vec<Agent>,
}

/// Rules first, then who goes, comes and learns: a new hire may have a new contract, and learns with the group.
pub(super) fn rank(change: &SupplyChange) -> u8 {
    match change {
        SupplyChange::Contract(_) => 0,
        SupplyChange::Shift(_) => 1,
        SupplyChange::Leavers { .. } => 2,
        SupplyChange::Hire { .. } => 3,
        SupplyChange::Train { .. } => 4,
    }
}

impl People {
    pub(super) fn of(base: &Base) -> People {
        People {
            contracts: base.centre.contracts.clone(),
            shifts: base.centre.shifts.clone(),
            agents: base.agents.clone(),
        }
    }

    /// Applies a change.
    ///
    /// # Errors
    /// When it finds nobody, or too few; when a contract or a speed is not as it must be.
    pub(super) fn change(&mut self, change: &SupplyChange) -> Result<()> {
        match change {
            SupplyChange::Contract(contract) => {
                put(&mut self.contracts, contract, |one, other| one.id == other.id)
            }
            SupplyChange::Shift(shift) => put(&mut self.shifts, shift, |one, other| one.id == other.id),
            SupplyChange::Leavers { group, count } => self.leave(group, *count)?,
            SupplyChange::Hire { agent, count } => self.hire(agent, *count)?,
            SupplyChange::Train { group, skill } => self.train(group, skill)?,
        }
        Ok(())
    }

    fn leave(&mut self, group: &AgentGroup, count: u32) -> Result<()> {
        let members: Vec<usize> =
            (0..self.agents.len()).filter(|index| group.contains(&self.agents[*index])).collect();
        let Some(stay) = members.len().checked_sub(count as usize) else {
            let expected = format!("at most {}, as many as there are in the group", members.len());
            return Err(Error::invalid("leavers", count, expected));
        };
        let leave = &members[stay..];
        let mut index = 0;
        self.agents.retain(|_| {
            index += 1;
            leave.binary_search(&(index - 1)).is_err()
        });
        Ok(())
    }

    fn hire(&mut self, agent: &Agent, count: u32) -> Result<()> {
        if self.contracts.iter().all(|contract| contract.id != agent.contract) {
            let ids: Vec<&str> = self.contracts.iter().map(|contract| contract.id.as_str()).collect();
            return Err(Error::invalid(
                "contract to hire on",
                &agent.contract,
                format!("one of {}", ids.join(", ")),
            ));
        }
        agent.skills.iter().try_for_each(check_speed)?;
        let taken: Vec<String> = self.agents.iter().map(|agent| agent.id.to_string()).collect();
        let ids = (1_u64..).map(|number| format!("{} {number}", agent.id)).filter(|id| !taken.contains(id));
        let hired = ids.take(count as usize).map(|id| Agent { id: id.into(), ..agent.clone() });
        self.agents.extend(hired);
        Ok(())
    }

    fn train(&mut self, group: &AgentGroup, skill: &Skill) -> Result<()> {
        check_speed(skill)?;
        let learns = |agent: &&mut Agent| group.contains(agent) && agent.speed_on(&skill.queue).is_none();
        let mut learned = 0;
        for agent in self.agents.iter_mut().filter(learns) {
            agent.skills.push(skill.clone());
            learned += 1;
        }
        match learned {
            0 => Err(Error::invalid(
                format!("group to train for {}", skill.queue),
                "empty",
                "agents of whom some cannot serve the queue yet",
            )),
            _ => Ok(()),
        }
    }
}

fn check_speed(skill: &Skill) -> Result<()> {
    match skill.speed > 0.0 && skill.speed.is_finite() {
        true => Ok(()),
        false => {
            Err(Error::invalid(format!("speed on {}", skill.queue), skill.speed, "above 0; 1 is ordinary"))
        }
    }
}

/// In place of the one that is the same, or at the end.
fn put<T: Clone>(all: &mut Vec<T>, new: &T, is_same: impl Fn(&T, &T) -> bool) {
    match all.iter_mut().find(|old| is_same(old, new)) {
        Some(old) => *old = new.clone(),
        None => all.push(new.clone()),
    }
}
