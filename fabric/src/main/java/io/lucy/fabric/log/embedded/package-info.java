/**
 * The event log of one process: a folder of files.
 *
 * <pre>
 * folder/lock                             held while a process uses the folder
 * folder/owner                            which process that is, for people
 * folder/TOPIC/00000000000000000042.log   a segment: its records begin at offset 42
 * folder/TOPIC/GROUP.offset               how far a group has come
 * </pre>
 */
@NullMarked
package io.lucy.fabric.log.embedded;

import org.jspecify.annotations.NullMarked;
