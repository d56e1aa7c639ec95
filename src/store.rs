//! State by account and region. The only user of dashmap.

use std::sync::Arc;

use dashmap::DashMap;
use foldhash::fast::RandomState;

use crate::aws::scope::Scope;

/// One `T` for each account and region, made when it is first asked for. Scopes never see each other.
#[derive(Debug)]
pub struct Scoped<T> {
    parts: DashMap<Scope, Arc<T>, RandomState>,
}

impl<T> Default for Scoped<T> {
    fn default() -> Self {
        Scoped { parts: DashMap::default() }
    }
}

impl<T: Default> Scoped<T> {
    /// The part of `scope`.
    pub fn at(&self, scope: &Scope) -> Arc<T> {
        if let Some(part) = self.parts.get(scope) {
            return Arc::clone(&part);
        }
        Arc::clone(&self.parts.entry(scope.clone()).or_default())
    }

    /// The part of `scope`, if anything was ever kept there.
    pub fn find(&self, scope: &Scope) -> Option<Arc<T>> {
        self.parts.get(scope).map(|part| Arc::clone(&part))
    }

    /// Every part with its scope, in the order of the scopes.
    pub fn all(&self) -> Vec<(Scope, Arc<T>)> {
        let mut all: Vec<_> = self.parts.iter().map(|e| (e.key().clone(), Arc::clone(e.value()))).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// Takes away the parts whose scope is chosen and hands them over.
    pub fn take(&self, chosen: impl Fn(&Scope) -> bool) -> Vec<Arc<T>> {
        let scopes: Vec<Scope> = self.parts.iter().map(|e| e.key().clone()).filter(|s| chosen(s)).collect();
        scopes.iter().filter_map(|scope| self.parts.remove(scope)).map(|(_, part)| part).collect()
    }
}
