/** The four services as processes of their own, with a real Kafka and a real Redis. */
@NullMarked
package io.lucy.cli.four;

import org.jspecify.annotations.NullMarked;
