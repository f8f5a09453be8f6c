from django.apps import AppConfig
from django.db.models import Q


class FilesConfig(AppConfig):
    name = "collab.base.files"
    label = "files"

    def ready(self) -> None:
        from collab.base.forgetting.jobs import blanks
        from collab.base.forgetting.leaving import tells_about_somebody, when_somebody_leaves
        from collab.base.operations.taken_out import take_out_again
        from collab.base.security.log import Kind

        from . import policies
        from .actions import remove_file_again
        from .jobs import take_out_what_is_over
        from .own import FILES, forget_waiting_files

        blanks("files.File", take_out_what_is_over, done=Q(key=""))
        take_out_again(Kind.REMOVED, "file", remove_file_again)
        tells_about_somebody(FILES)
        when_somebody_leaves(forget_waiting_files)
