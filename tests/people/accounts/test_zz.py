import sys, traceback, threading, time
from tests.people.accounts.keyboard import *
import tests.people.accounts.test_mail as m
from tests.people.accounts.test_mail import mailbox, known_host
def test_a(world, mailbox):
    def dump():
        time.sleep(5)
        for i,f in sys._current_frames().items():
            s="".join(traceback.format_stack(f)[-6:]); print("STACK", s)
    threading.Thread(target=dump).start()
    m.forgot(world.marie.email); t=time.time(); print(len(mailbox.received), time.time()-t)
