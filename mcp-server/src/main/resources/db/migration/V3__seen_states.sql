-- The version at which a wanted state of an object was first seen: what approvals are sealed to.
create table seen_states (
    number  bigint       generated always as identity primary key,
    state   varchar(200) not null unique,
    version varchar(100) not null
);
