-- What the watches have seen. Redacted before it gets here: values of Secrets are keyed digests.

-- The last state of each object that is there; "place" is the namespace that is watched, empty for all of them.
create table history_objects (
    context   varchar(300) not null,
    uid       varchar(80)  not null,
    place     varchar(200) not null,
    kind      varchar(100) not null,
    namespace varchar(200) not null,
    name      varchar(300) not null,
    digest    varchar(40)  not null,
    -- which writes of it are known, a line each
    writers   text         not null,
    fields    text         not null,
    primary key (context, uid)
);

create index history_objects_place on history_objects (context, place, kind);

create table history_changes (
    seq       bigint generated always as identity primary key,
    context   varchar(300) not null,
    at        varchar(40)  not null,
    who       varchar(300) not null,
    kind      varchar(100) not null,
    namespace varchar(200) not null,
    name      varchar(300) not null,
    what      varchar(20)  not null,
    fields    text         not null,
    more      integer      not null,
    bytes     bigint       not null
);

create index history_changes_place on history_changes (context, namespace, at);
create index history_changes_at on history_changes (at);

-- How far each watch is, and since when.
create table history_watches (
    context varchar(300) not null,
    place   varchar(200) not null,
    kind    varchar(100) not null,
    version varchar(100) not null,
    since   varchar(40)  not null,
    primary key (context, place, kind)
);
