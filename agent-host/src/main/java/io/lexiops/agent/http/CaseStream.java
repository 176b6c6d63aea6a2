package io.lexiops.agent.http;

import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.workflow.CaseDesk;
import io.lexiops.agent.workflow.CaseState;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends the events of a case as they happen. The id of each is its number, so a broken stream goes on where it ended. */
@Component
class CaseStream {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final CaseDesk desk;

    CaseStream(CaseDesk desk) {
        this.desk = desk;
    }

    SseEmitter open(RequestId id, int after) {
        var emitter = new SseEmitter(0L);
        Thread.ofVirtual().name("events-" + id).start(() -> send(emitter, id, after));
        return emitter;
    }

    private void send(SseEmitter emitter, RequestId id, int after) {
        var sent = after;
        try {
            while (true) {
                var file = desk.await(id, sent, KEEP_ALIVE);
                for (var event : file.events().subList(Math.min(sent, file.size()), file.size())) {
                    emitter.send(SseEmitter.event()
                            .id(Integer.toString(event.number()))
                            .name(event.event().getClass().getSimpleName())
                            .data(CaseView.event(event), MediaType.APPLICATION_JSON));
                }
                if (file.size() == sent) {
                    emitter.send(SseEmitter.event().comment("still here"));
                }
                sent = Math.max(sent, file.size());
                if (file.state().settled() && file.lesson().isPresent()) {
                    emitter.send(SseEmitter.event().name("end").data(end(file.state()), MediaType.APPLICATION_JSON));
                    emitter.complete();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The listener has gone; they come back with Last-Event-ID if they want more.
            emitter.completeWithError(e);
        }
    }

    private static Map<String, Object> end(CaseState state) {
        var json = new LinkedHashMap<String, Object>();
        json.put("state", state.name());
        return json;
    }
}
