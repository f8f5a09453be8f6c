from django.urls import path

from .views import messages, moving, names, threads

urlpatterns = [
    path("d/<uid:uid>", threads.thread, name="thread"),
    path("d/<uid:uid>/title", threads.retitle, name="retitle_thread"),
    path("d/<uid:uid>/move", moving.move, name="move_thread"),
    path("d/<uid:uid>/messages", threads.messages, name="messages"),
    path("m/<uid:uid>", messages.permalink, name="message"),
    path("m/<uid:uid>/options", messages.options, name="message_options"),
    path("m/<uid:uid>/edit", messages.edit, name="edit_message"),
    path("m/<uid:uid>/remove", messages.remove, name="remove_message"),
    path("m/<uid:uid>/purge", messages.purge, name="purge_message"),
    path("m/<uid:uid>/restore", messages.restore, name="restore_message"),
    path("m/<uid:uid>/history", messages.history, name="message_history"),
    path("s/<uid:uid>/names", names.names, name="names_in_space"),
    path("s/<uid:uid>/discuss", threads.discuss, name="discuss"),
]
