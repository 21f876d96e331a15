"""The navigation of every page."""


def navigation(request):
    return {}
