-- The cluster that a change was made in; null for changes that are older than this note.
alter table changes add column context varchar(300);

-- Where several clusters are served, a state is one of a cluster.
alter table seen_states alter column state set data type varchar(600);
