/* Loaded before a program's own library: writes down, in their order, what it writes into the files of one folder and
   when it asks for them to be on the disk.

   POWER_FOLDER: whose files.  POWER_LOG: where to. A write is told when it is done, a sync before it begins: what the
   log has before a sync is what the sync can have been about. Records are read by power.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

struct record { char what; char pad[3]; uint32_t path, size, unused; uint64_t at; };

static int log_file = -1;
static const char *folder;
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_truncate)(int, off64_t), (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("POWER_LOG");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_truncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    folder = getenv("POWER_FOLDER");
    if (log && folder) log_file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* In one call, so that what several processes append is never mixed. */
static void tell(char what, const char *path, uint64_t at, const void *data, size_t size) {
    struct record head = {.what = what, .path = strlen(path), .size = size, .at = at};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)data, size}};
    if (writev(log_file, parts, 3) != (ssize_t)(sizeof head + head.path + size)) abort();
}

/* The path of what is open, or 0 where it is none of the folder. */
static const char *path_of(int fd, char *room) {
    char link[40];
    if (log_file < 0 || fd == log_file) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, room, PATH_MAX - 1);
    if (size < 0) return 0;
    room[size] = 0;
    return strncmp(room, folder, strlen(folder)) ? 0 : room;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    char room[PATH_MAX];
    ssize_t done = real_pwrite(fd, data, size, at);
    const char *path = done > 0 ? path_of(fd, room) : 0;
    if (path) tell('w', path, at, data, done);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
    char room[PATH_MAX];
    ssize_t done = real_write(fd, data, size);
    const char *path = done > 0 ? path_of(fd, room) : 0;
    if (path) {
        off64_t end = lseek64(fd, 0, SEEK_CUR);
        if (end >= done) tell('w', path, end - done, data, done);
    }
    return done;
}

int ftruncate64(int fd, off64_t size) {
    char room[PATH_MAX];
    int code = real_truncate(fd, size);
    const char *path = code ? 0 : path_of(fd, room);
    if (path) tell('t', path, size, "", 0);
    return code;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
    char room[PATH_MAX];
    const char *path = path_of(fd, room);
    if (path) tell('s', path, 0, "", 0);
    return real_fsync(fd);
}
int fdatasync(int fd) {
    char room[PATH_MAX];
    const char *path = path_of(fd, room);
    if (path) tell('s', path, 0, "", 0);
    return real_fdatasync(fd);
}

int unlink(const char *path) {
    int code = real_unlink(path);
    if (!code && log_file >= 0 && !strncmp(path, folder, strlen(folder))) tell('u', path, 0, "", 0);
    return code;
}
