-- One row for each write that was allowed. What could hold a secret is redacted, or sealed with the installation's key.
create table changes (
    seq               bigint generated always as identity primary key,
    id                varchar(40)  not null unique,
    caller            varchar(200) not null,
    role              varchar(40)  not null,
    case_id           varchar(200),
    idempotency_key   varchar(200),
    tool              varchar(64)  not null,
    arguments_digest  varchar(80)  not null,
    arguments         text         not null,
    preview_digest    varchar(80)  not null,
    targets           text         not null,
    changes           text         not null,
    risk              varchar(10)  not null,
    findings          text         not null,
    decided_by        varchar(20)  not null,
    approver          text         not null,
    inverse           text,
    undoes            varchar(40),
    undone_by         varchar(40),
    state             varchar(20)  not null,
    outcome           varchar(20),
    outcome_detail    text,
    planned_at        varchar(40)  not null,
    started_at        varchar(40),
    written_at        varchar(40),
    ended_at          varchar(40),
    -- arguments, objects before and after, inverse: AES-GCM
    sealed            text         not null,
    unique (caller, idempotency_key)
);

create index changes_state on changes (state);
create index changes_case on changes (case_id, seq);

-- The objects that a change touches. "left_as" is a keyed digest of what it left; null until it was written.
create table change_objects (
    change_seq  bigint       not null references changes (seq),
    api_version varchar(200) not null,
    kind        varchar(200) not null,
    namespace   varchar(200) not null,
    name        varchar(300) not null,
    left_as     varchar(80),
    primary key (change_seq, api_version, kind, namespace, name)
);

create index change_objects_name on change_objects (namespace, kind, name);

-- Grants and handles that were used: each allows one write.
create table change_permits (
    permit     varchar(300) not null primary key,
    change_seq bigint       not null references changes (seq),
    expires_at varchar(40)  not null
);
